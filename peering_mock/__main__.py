"""`python -m peering_mock`."""

from .cli import main

raise SystemExit(main())
