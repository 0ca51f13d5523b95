"""Notebooks that mean harm, or that a person in a hurry writes."""
