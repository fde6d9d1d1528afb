"""Settings of every installation; what differs between machines comes from `parvis.environment`."""

from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from parvis import environment
from parvis.core import logs
from parvis.core.rates import Rate

BASE_DIR = environment.ROOT
DATA = environment.data_folder()
DATA.mkdir(parents=True, exist_ok=True)
MODE = environment.mode()
# Codes on the page, login links and /dev/ pages: never on an address other machines can reach.
DEMO_OPEN = MODE == "demo" and environment.bind_host() in environment.LOOPBACK
PARVIS_URL = environment.public_url()
BADGE_HOST = environment.badge_host()

DEBUG = False
SECRET_KEY = environment.secret_key(DATA)
ALLOWED_HOSTS = sorted({urlsplit(PARVIS_URL).hostname or "localhost", *environment.LOOPBACK, "[::1]"})
CSRF_TRUSTED_ORIGINS = [PARVIS_URL]

FLOORS = [  # top to bottom, as docs/architecture.md draws them
    "parvis.reports",
    "parvis.website",
    "parvis.mailings",
    "parvis.surveys",
    "parvis.checkin",
    "parvis.treasury",
    "parvis.interviews",
    "parvis.sales",
    "parvis.logistics",
    "parvis.staffing",
    "parvis.programme",
    "parvis.cvs",
    "parvis.exhibitors",
    "parvis.visitors",
    "parvis.companies",
    "parvis.editions",
    "parvis.accounts",
    "parvis.outbox",
    "parvis.core",
]
INSTALLED_APPS = [
    *FLOORS,
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "django_linear_migrations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]
FIRST_PARTY_APPS = FLOORS  # django-linear-migrations watches ours only

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parvis.core.middleware_watch.RequestMiddleware",
    "parvis.core.middleware_api.ApiMiddleware",
    "parvis.core.middleware_watch.MaintenanceMiddleware",
    "parvis.core.middleware_input.ControlCharactersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "parvis.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parvis.core.middleware.DoorMiddleware",
]
ROOT_URLCONF = "parvis.urls"
WSGI_APPLICATION = "parvis.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parvis.core.context.installation",
                "parvis.editions.context.edition",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "parvis.core.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "parvis.core.forms.ParvisRenderer"
COTTON_SNAKE_CASED_NAMES = True
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes, not the page around it

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": "parvis.outbox.task_backend.TaskBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "parvis.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # nobody signs up; the second opens signing in by password
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_UNKNOWN_ACCOUNTS = True
ACCOUNT_RATE_LIMITS = {  # beside allauth's own; `key` is the address or the account, wherever its tries come from
    "request_login_code": "20/m/ip,3/m/key,30/d/key",
    "login_failed": "10/m/ip,5/5m/key,30/d/key",
}
MFA_ADAPTER = "parvis.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
# Members who see money or CVs prove a second factor; a demo shows invented people to whoever tries it.
SECOND_FACTOR_EXEMPT = MODE == "demo"
PASSWORD_HASHERS = ["parvis.accounts.hashing.OneAtATimeHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "first_name", "last_name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "website:my_home"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PARVIS_URL.startswith("https://")
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies()
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "parvis.core.views.errors.csrf_refused"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Europe/Paris"
FORMAT_MODULE_PATH = "parvis.core.formats"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
KEYS_ROOT = DATA / "keys"
MAIL_ROOT = DATA / "mail"
STORAGES = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "parvis.core.statics.StaticStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Calls at once and more each second, counted by each web process. A token or a phone may take half of what one server
# answers; an address without a valid token only asks for what is public, or tries.
API_RATES = {
    "token": Rate("token", 6000, 100),
    "device": Rate("device", 6000, 100),
    "address": Rate("address", 300, 5),
}
NIGHTLY = [  # time and command, run by the worker
    ("02:30", "release_unconfirmed"),
    ("02:40", "expire_quotes"),
    ("02:45", "tell_waiting"),
    ("02:45", "close_contracts"),
    ("02:50", "forget_answers"),
    ("03:10", "carry_transmissions"),
    ("03:30", "forget_refund_accounts"),
    ("03:40", "clear_sessions"),
    ("03:50", "verify_papers"),
    ("06:30", "remind_steps"),
]
MAILBOX = environment.mailbox()
LOG_ADDRESS = environment.log_address()
OFTEN = [(5, "read_mailbox")] if MAILBOX else []  # minutes and command, run by the worker all day
PLATFORMS = {"manual": "parvis.treasury.transmission.manual.Manual"}  # of e-invoices: name and class of each
if MODE == "demo":
    PLATFORMS["simulated"] = "parvis.treasury.transmission.simulated.Simulated"
MAILERS = {"default": environment.mailer()}
DEFAULT_FROM_EMAIL = environment.mail_from()

LOGGING = logs.configuration(as_json=MODE == "production")
BACKUP_PASSPHRASE = environment.backup_passphrase()
METRICS_TOKEN = environment.metrics_token()
TSA_URL = environment.timestamp_server()
# The reverse proxy sends people on to https (docs/operations.md), and the domain around ours is not ours to promise.
# Without https `parvis check --deploy` says so once, in its own words.
SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in (4, 5, 8, 12, 16, 21)]
