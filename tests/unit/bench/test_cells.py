import pytest

from bench.ingest import budget
from bench.ingest.cells import ALL, HEADLINE, QUICK, Door, groups, select
from bench.ingest.spans import Size


def test_the_matrix_is_whole() -> None:
    assert len({cell.name for cell in ALL}) == 2 * 4 * 2 * 2
    assert HEADLINE in ALL
    assert set(QUICK) <= set(ALL)


def test_cells_are_chosen_by_name() -> None:
    assert select("1kb/512/32/grpc") == (HEADLINE,)
    assert {cell.door for cell in select("*/http")} == {Door.HTTP}
    assert len(select("1kb/1/*, 200b/4096/1/*")) == 6
    with pytest.raises(ValueError, match="no cell is called 2kb"):
        select("2kb/*")


def test_cells_are_grouped_by_size_and_batch_whatever_their_order() -> None:
    found = groups(tuple(reversed(select("1kb/1/*,1kb/64/1/*"))))
    assert [(size, batch, len(cells)) for size, batch, cells in found] == [(Size.LLM, 1, 4), (Size.LLM, 64, 2)]


@pytest.mark.parametrize("cell", ALL, ids=lambda cell: cell.name)
@pytest.mark.parametrize("some", [budget.FULL, budget.QUICK, budget.SMOKE])
def test_no_cell_prepares_more_than_its_budget(cell: object, some: budget.Budget) -> None:
    assert cell in ALL
    made = some.requests(cell.batch, cell.size.nbytes)
    assert made >= 1
    assert made == 1 or made * cell.batch * cell.size.nbytes <= some.cell_bytes
