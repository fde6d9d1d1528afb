"""Addresses of checkin: badges, the scanner, the team's view of the day."""

from django.urls import path

from parvis.checkin.views import badges, day, scanner
from parvis.core.surfaces import SPACE, TEAM

app_name = "checkin"
urlpatterns = [
    path("b/<str:token>", badges.badge_page, name="badge_page"),
    path("B/<str:token>", badges.badge_page, name="badge_page_printed"),
    path("scan/", scanner.scanner, name="scanner"),
    path("scan/decoder.js", scanner.decoder, name="decoder"),
    path("scan/hello/", scanner.hello, name="hello"),
    path("scan/enrol/<str:code>/", scanner.enrol, name="enrol"),
    path("scan/<slug:edition>/events/", scanner.scan_events, name="scan_events"),
    path(SPACE + "badge/", badges.my_badge, name="my_badge"),
    path(SPACE + "badge/card/", badges.my_badge_card, name="my_badge_card"),
    path(SPACE + "badge.pdf", badges.my_badge_pdf, name="my_badge_pdf"),
    path(TEAM + "badges/", badges.badge_list, name="badge_list"),
    path(TEAM + "badges/missing/", badges.badge_issue_missing, name="badge_issue_missing"),
    path(TEAM + "badges/speaker/", badges.badge_new_speaker, name="badge_new_speaker"),
    path(TEAM + "badges/sheets.pdf", badges.badge_sheets, name="badge_sheets"),
    path(TEAM + "badges/<int:badge_id>/", badges.badge_detail, name="badge_detail"),
    path(TEAM + "badges/<int:badge_id>/badge.pdf", badges.badge_paper, name="badge_paper"),
    path(TEAM + "badges/<int:badge_id>/reissue/", badges.badge_reissue, name="badge_reissue"),
    path(TEAM + "badges/<int:badge_id>/revoke/", badges.badge_revoke, name="badge_revoke"),
    path(TEAM + "visitors/<int:registration_id>/badge/", badges.registration_badge, name="registration_badge"),
    path(
        TEAM + "visitors/<int:registration_id>/badge/issue/",
        badges.registration_badge_issue,
        name="registration_badge_issue",
    ),
    path(TEAM + "live/", day.live, name="live"),
    path(TEAM + "live/now/", day.live_now, name="live_now"),
    path(TEAM + "scans/", day.scan_list, name="scan_list"),
    path(TEAM + "conflicts/", day.conflict_list, name="conflict_list"),
    path(TEAM + "conflicts/<int:conflict_id>/resolve/", day.conflict_resolve, name="conflict_resolve"),
    path(TEAM + "devices/", day.device_list, name="device_list"),
    path(TEAM + "devices/enrol/", day.device_enrol, name="device_enrol"),
    path(TEAM + "devices/<int:device_id>/revoke/", day.device_revoke, name="device_revoke"),
    path(TEAM + "places/", day.place_list, name="place_list"),
    path(TEAM + "places/usual/", day.place_usual, name="place_usual"),
]
