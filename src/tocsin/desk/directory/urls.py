"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.directory import doubles, failing, listing, mission_list, missions, office

patterns: list[URLPattern] = [
    path("directory/", listing.directory, name="desk-directory"),
    path("directory/new/", office.new, name="desk-office-new"),
    path("directory/failing/", failing.failing, name="desk-failing"),
    path("directory/missions/", missions.missions, name="desk-missions"),
    path("directory/missions/<int:number>/", mission_list.mission_list, name="desk-mission-list"),
    path("directory/doubles/", doubles.doubles, name="desk-directory-doubles"),
    path("directory/<int:number>/", office.office, name="desk-office"),
    path("directory/<int:number>/merge/", doubles.merge, name="desk-office-merge"),
    path("directory/<int:number>/contacts/<int:contact>/", failing.contact, name="desk-contact"),
]
