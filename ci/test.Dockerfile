# An image with the tests of its room inside, made and thrown away by ci/test-image.sh.
ARG BASE_IMAGE=python:3.11-slim-bookworm
ARG IMAGE

FROM ${BASE_IMAGE} AS tools
RUN python3 -m venv /pip
COPY tests/requirements.txt ./
RUN /pip/bin/pip install --quiet --no-cache-dir --no-deps --require-hashes --requirement requirements.txt --target /tools

FROM ${IMAGE}
USER 0
COPY --from=tools /tools /tools
# A path file puts the tools after the image's own packages, so that those stay the ones that are tested.
RUN echo /tools >"$(/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tools.pth"
WORKDIR /checkout
COPY pyproject.toml ./
# Whole, because rooms share what their tests are made of.
COPY tests tests
USER 10001:10001
ARG ROOM
ENV ROOM=${ROOM}
ENTRYPOINT ["/bin/sh", "-c", "exec /venv/bin/python -m pytest -p no:cacheprovider --quiet tests/unit/$ROOM"]
