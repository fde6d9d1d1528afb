"""Addresses of sales: the team's, the exhibitor's, and the personal links."""

from django.urls import path

from parvis.core.surfaces import PORTAL, TEAM
from parvis.sales.views import catalogue, contracts, links, panels, portal, quotes

app_name = "sales"
_LIST = TEAM + "catalogue/"
_QUOTE = TEAM + "quotes/<int:quote_id>/"
_CONTRACT = TEAM + "contracts/<int:contract_id>/"
urlpatterns = [
    path(_LIST, catalogue.catalogue, name="catalogue"),
    path(_LIST + "import/", catalogue.catalogue_import, name="catalogue_import"),
    path(_LIST + "packages/new/", catalogue.package_new, name="package_new"),
    path(_LIST + "packages/<int:package_id>/", catalogue.package_edit, name="package_edit"),
    path(_LIST + "options/new/", catalogue.option_new, name="option_new"),
    path(_LIST + "options/<int:option_id>/", catalogue.option_edit, name="option_edit"),
    path(_LIST + "rules/new/", catalogue.rule_new, name="rule_new"),
    path(_LIST + "rules/<int:rule_id>/", catalogue.rule_edit, name="rule_edit"),
    path(_LIST + "rules/<int:rule_id>/delete/", catalogue.rule_delete, name="rule_delete"),
    path(_LIST + "terms/publish/", catalogue.terms_publish, name="terms_publish"),
    path(_LIST + "terms/<int:version>/", catalogue.terms_detail, name="terms_detail"),
    path(TEAM + "quotes/", quotes.quote_list, name="quote_list"),
    path(TEAM + "quotes/new/", quotes.quote_new, name="quote_new"),
    path(_QUOTE, quotes.quote_detail, name="quote_detail"),
    path(_QUOTE + "edit/", quotes.quote_edit, name="quote_edit"),
    path(_QUOTE + "file/", quotes.quote_file, name="quote_file"),
    path(_QUOTE + "send/", quotes.quote_send, name="quote_send"),
    path(_QUOTE + "resend/", quotes.quote_resend, name="quote_resend"),
    path(_QUOTE + "version/", quotes.quote_version, name="quote_version"),
    path(_QUOTE + "discard/", quotes.quote_discard, name="quote_discard"),
    path(TEAM + "companies/<int:company_id>/preview/", quotes.quote_preview, name="quote_preview"),
    path(TEAM + "companies/<int:company_id>/sales/", panels.company_panel, name="company_panel"),
    path(TEAM + "exhibitors/<int:exhibitor_id>/sales/", panels.exhibitor_sales, name="exhibitor_sales"),
    path(TEAM + "contracts/", contracts.contract_list, name="contract_list"),
    path(_CONTRACT, contracts.contract_detail, name="contract_detail"),
    path(_CONTRACT + "file/", contracts.contract_file, name="contract_file"),
    path(_CONTRACT + "resend/", contracts.contract_resend, name="contract_resend"),
    path(_CONTRACT + "withdraw/", contracts.contract_withdraw, name="contract_withdraw"),
    path(PORTAL + "contract/", portal.portal_order_list, name="portal_order_list"),
    path(PORTAL + "contract/panel/", portal.exhibitor_panel, name="exhibitor_panel"),
    path(PORTAL + "contract/quotes/<int:quote_id>/", portal.portal_quote_file, name="portal_quote_file"),
    path(PORTAL + "contract/<int:contract_id>/", portal.portal_contract_file, name="portal_contract_file"),
    path("q/<str:token>/", links.quote_answer, name="quote_answer"),
    path("q/<str:token>/file/", links.quote_answer_file, name="quote_answer_file"),
    path("c/<str:token>/", links.contract_sign, name="contract_sign"),
    path("c/<str:token>/file/", links.contract_sign_file, name="contract_sign_file"),
]
