"""Targets, contact points, missions: pages of the desk."""
