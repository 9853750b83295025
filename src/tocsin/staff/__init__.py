"""Editors and others who work for the network: who they are, what they may do, the section that they belong to."""
