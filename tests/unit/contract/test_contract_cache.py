"""The cache key: what it depends on, and what not; what is installed, as it sees it."""

from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
from unit.contract.tiny import ProductParams

from spendcast_contract import Artifact
from spendcast_contract.cache import cache_key
from spendcast_contract.installed import Installed, installed

DAY = date(2026, 1, 5)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which distributions are imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def install(site: Path, name: str, version: str = "1.0", requires: tuple[str, ...] = ()) -> Path:
    """Install a distribution with one module, and return the module's file."""
    for old in site.glob(f"{name.replace('-', '_')}-*.dist-info/METADATA"):
        old.unlink()
        old.parent.rmdir()
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    lines = [f"Name: {name}", f"Version: {version}", "Provides-Extra: fit"]
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    (info / "METADATA").write_text("\n".join(lines) + "\n", "utf-8")
    module = site / name.replace("-", "_") / "__init__.py"
    module.parent.mkdir(exist_ok=True)
    if not module.exists():
        module.write_text("x = 1\n", "utf-8")
    return module


class TestInstalled:
    def test_requirements_are_followed_to_their_end(self, site: Path) -> None:
        install(site, "spendcast-alpha", "2.0", ("Spendcast.Beta>=1", "gamma"))
        install(site, "spendcast-beta", "3.0", ("gamma; python_version >= '3'",))
        install(site, "gamma", "4.0")
        found = installed("spendcast-alpha")
        assert found.versions == {"gamma": "4.0", "spendcast-alpha": "2.0", "spendcast-beta": "3.0"}
        assert found.ours == ("spendcast_alpha", "spendcast_beta")

    def test_extras_and_markers_are_followed_only_where_they_hold(self, site: Path) -> None:
        install(site, "spendcast-alpha", requires=("spendcast-beta[fit]", "nonesuch; python_version < '3'"))
        install(site, "spendcast-beta", requires=("gamma; extra == 'fit'", "nonesuch; extra == 'other'"))
        install(site, "gamma")
        assert list(installed("spendcast-alpha").versions) == ["gamma", "spendcast-alpha", "spendcast-beta"]
        assert list(installed("spendcast-beta").versions) == ["spendcast-beta"]

    def test_requirements_that_go_round_come_to_an_end(self, site: Path) -> None:
        install(site, "spendcast-alpha", requires=("spendcast-beta",))
        install(site, "spendcast-beta", requires=("spendcast-alpha",))
        assert len(installed("spendcast-alpha").versions) == 2

    def test_a_requirement_that_is_not_installed_is_an_error(self, site: Path) -> None:
        install(site, "spendcast-alpha", requires=("nonesuch",))
        with pytest.raises(metadata.PackageNotFoundError, match="nonesuch"):
            installed("spendcast-alpha")

    def test_the_code_hash_sees_every_file_of_ours_and_no_compiled_one(self, site: Path) -> None:
        module = install(site, "spendcast-alpha")
        code = installed("spendcast-alpha").code_sha256
        seen = [code()]
        module.write_text("x = 2\n", "utf-8")
        seen.append(code())
        module.with_name("more.py").write_text("", "utf-8")
        seen.append(code())
        module.with_name("more.py").rename(module.with_name("other.py"))
        seen.append(code())
        module.with_name("table.json").write_text("{}", "utf-8")
        seen.append(code())
        assert len(set(seen)) == 5
        (module.parent / "__pycache__").mkdir()
        (module.parent / "__pycache__" / "x.cpython-311.pyc").write_bytes(b"compiled")
        assert code() == seen[-1]

    def test_the_code_hash_does_not_see_files_of_others(self, site: Path) -> None:
        install(site, "spendcast-alpha", requires=("gamma",))
        gamma = install(site, "gamma")
        before = installed("spendcast-alpha").code_sha256()
        gamma.write_text("x = 2\n", "utf-8")
        assert installed("spendcast-alpha").code_sha256() == before

    def test_a_real_step_is_found_with_the_rooms_that_it_uses(self) -> None:
        found = installed("spendcast-train")
        assert {"spendcast_train", "spendcast_contract", "spendcast_storage"} <= set(found.ours)
        assert {"numpy", "pydantic", "spendcast-mixmodel"} <= set(found.versions)


def artifact(name: str = "panel.csv", sha256: str = "a" * 64, generation: int = 1) -> Artifact:
    key = f"runs/r{generation}/validate/{generation}/{name}"
    return Artifact(
        name=name, key=key, generation=generation, sha256=sha256, size=generation, media_type=str(generation)
    )


class TestCacheKey:
    @pytest.fixture
    def code(self, site: Path) -> Installed:
        install(site, "spendcast-alpha", requires=("gamma",))
        install(site, "gamma")
        return installed("spendcast-alpha")

    def key(
        self,
        code: Installed,
        step: str = "train",
        as_of: date = DAY,
        factor: int = 2,
        inputs: tuple[Artifact, ...] = (artifact(),),
    ) -> str:
        return cache_key(step, as_of, ProductParams(factor=factor), code, inputs)

    def test_it_is_the_same_for_the_same(self, code: Installed) -> None:
        assert self.key(code) == self.key(installed("spendcast-alpha"))
        assert len(self.key(code)) == 64

    def test_it_changes_with_step_date_parameters_and_contents(self, code: Installed) -> None:
        keys = [
            self.key(code),
            self.key(code, step="evaluate"),
            self.key(code, as_of=date(2026, 1, 6)),
            self.key(code, factor=3),
            self.key(code, inputs=(artifact(sha256="b" * 64),)),
            self.key(code, inputs=(artifact(name="other.csv"),)),
            self.key(code, inputs=(artifact(), artifact(name="other.csv"))),
            self.key(code, inputs=()),
        ]
        assert len(set(keys)) == len(keys)

    def test_it_changes_with_our_code_and_with_any_package_s_version(
        self, code: Installed, site: Path
    ) -> None:
        keys = [self.key(code)]
        install(site, "gamma", "1.1")
        keys.append(self.key(installed("spendcast-alpha")))
        install(site, "spendcast-alpha", "1.1", ("gamma",))
        keys.append(self.key(installed("spendcast-alpha")))
        (site / "spendcast_alpha" / "__init__.py").write_text("x = 2\n", "utf-8")
        keys.append(self.key(installed("spendcast-alpha")))
        assert len(set(keys)) == 4

    def test_it_does_not_change_with_place_generation_or_order_of_inputs(self, code: Installed) -> None:
        one, other = artifact(), artifact(name="other.csv")
        assert self.key(code, inputs=(artifact(generation=9),)) == self.key(code)
        assert self.key(code, inputs=(one, other)) == self.key(code, inputs=(other, one))
