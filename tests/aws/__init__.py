import pytest

pytest.register_assert_rewrite(f"{__name__}.scene")  # it asserts for the tests, and should say as much as they do
