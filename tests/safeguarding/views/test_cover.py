"""The page on which the manager names who covers."""

import pytest
from django.utils import timezone

from safeguarding.models import Cover
from tests.factories.safeguarding import client_of, make_worker, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_page_is_for_the_manager(case, worker):
    manager, colleague = make_worker(is_manager=True), make_worker(name="Robin Cover")
    path, today = "/safeguarding/account/cover/", timezone.localdate()
    data = {"covered": worker.pk, "colleague": colleague.pk}
    for name, on in (("first", today), ("last", today)):
        data |= {f"{name}-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}
    assert client_of(worker).get(path).status_code == 404
    assert client_of(worker).post(path, data).status_code == 404
    here = client_of(manager)
    assert "No cover is planned" in here.get(path).content.decode()
    said = here.post(path, data, follow=True).content.decode()
    assert "starts and ends by itself" in said
    assert f"Robin Cover covers for {worker.name}" in " ".join(said.split())
    end = f"{path}{Cover.objects.get().pk}/end/"
    assert client_of(worker).post(end).status_code == 404
    assert client_of(colleague).get(url(case)).status_code == 200
    assert "The cover has ended" in here.post(end, follow=True).content.decode()
    assert client_of(colleague).get(url(case)).status_code == 404
    same = here.post(path, data | {"colleague": worker.pk}).content.decode()
    assert "Choose two different link workers" in same
