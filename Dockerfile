# Two stages: the first builds an environment from the lock, the second holds that environment and nothing to build with.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/late-edition
COPY requirements.lock .
RUN /opt/late-edition/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
RUN /opt/late-edition/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home late-edition
COPY --from=build /opt/late-edition /opt/late-edition
ENV PATH=/opt/late-edition/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LATE_EDITION_STORE__ADDRESS=sqlite:////data/late-edition.db \
    LATE_EDITION_HEALTH__LISTEN=127.0.0.1:8080
USER late-edition
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["late-edition"]
CMD ["run"]
