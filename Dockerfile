# One image for every process; what runs is the command: python -m services.<name>.main
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY schemas schemas
COPY services services
COPY shared shared
COPY suite suite
# The lock's versions hold as constraints, so that the image gets neither test tools nor local servers.
RUN sed -e '/^ *--hash/d' -e 's/ \\$//' requirements.lock > constraints.txt \
    && python -m venv /opt/mastery \
    && /opt/mastery/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.13-slim
COPY --from=build /opt/mastery /opt/mastery
RUN useradd --system --uid 10001 mastery
USER 10001
ENV PATH=/opt/mastery/bin:$PATH PYTHONUNBUFFERED=1 MASTERY_HTTP_HOST=0.0.0.0 MASTERY_HTTP_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/live', timeout=2)"]
CMD ["python", "-m", "services.gateway.main"]
