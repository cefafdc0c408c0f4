# rothroute in an image: built with a compiler, run without one, as nobody special, with no network needed.
#
#   docker build -t rothroute .
#   docker run --rm -it --network none -v "$PWD:/work" rothroute ask --answers me.yaml
#   docker run --rm -p 127.0.0.1:8000:8000 rothroute serve --host 0.0.0.0 --port 8000 --public --no-browser \
#       --base-url http://localhost:8000

FROM python:3.13-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/rothroute
ENV PATH=/opt/rothroute/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 \
    CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject"
WORKDIR /build
COPY requirements/build.txt requirements/run.txt requirements/
RUN pip install --quiet --require-hashes -r requirements/build.txt \
 && pip install --quiet --require-hashes --no-build-isolation -r requirements/run.txt
COPY . .
RUN pip install --quiet --no-build-isolation --no-deps .

FROM python:3.13-slim
COPY --from=build /opt/rothroute /opt/rothroute
ENV PATH=/opt/rothroute/bin:$PATH
RUN useradd --create-home --uid 1000 saver
USER saver
WORKDIR /work
ENTRYPOINT ["rothroute"]
CMD ["--help"]
