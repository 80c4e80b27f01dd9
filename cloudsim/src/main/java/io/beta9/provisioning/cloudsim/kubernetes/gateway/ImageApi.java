package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.aws.ecr.PublicImageRegistry;
import io.beta9.provisioning.cloudsim.kubernetes.aws.ImageRegistry;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds images on a worker of the build pool and pushes them to the registry. */
final class ImageApi {
  static final String POOL = "build";
  private static final String PATH = "/api/v1/gateway/images/build";
  private static final Pattern PYTHON = Pattern.compile("python3(\\.(8|9|10|11|12))?");
  private static final Pattern RUNNER_TAG =
      Pattern.compile(
          "(py3(8|9|10|11|12)|micromamba3\\.(8|9|10|11|12))-(latest|[0-9]+(\\.[0-9]+)*)|@sha256:.*");
  private static final long POLL_MILLIS = 50;

  private final GatewayContext gateway;

  ImageApi(GatewayContext gateway) {
    this.gateway = gateway;
  }

  /** Handles the request if it is one of these routes. */
  boolean handle(HttpRequest request, HttpResponse response) throws IOException {
    if (!request.method().equals("POST") || !request.path().equals(PATH)) {
      return false;
    }
    JsonNode body = Json.parse(request.body());
    try (OutputStream stream = response.stream(200, "application/json")) {
      build(body, stream);
    }
    return true;
  }

  private void build(JsonNode body, OutputStream stream) throws IOException {
    if (!PYTHON.matcher(body.path("python_version").asString("")).matches()) {
      write(stream, Json.object(), "invalid python version");
      return;
    }
    String id = imageId(body);
    WorkspaceContents contents = gateway.contents();
    synchronized (contents) {
      if (contents.images.contains(id)) {
        finish(stream, id);
        return;
      }
    }
    contents.beginBuild();
    try {
      if (!awaitWorker()) {
        finishFailed(stream, "Failed to connect to build container");
        return;
      }
      line(stream, Json.object().put("msg", "Building image\n").put("done", false));
      Optional<String> error = buildError(body);
      if (error.isPresent()) {
        contents.log("ERR image build failed: " + error.get());
        finishFailed(stream, "Build failed: " + error.get());
        return;
      }
      synchronized (contents) {
        contents.images.add(id);
      }
      finish(stream, id);
    } finally {
      contents.endBuild();
      gateway.onChange().run();
    }
  }

  private boolean awaitWorker() {
    if (!gateway.pools().has(POOL)) {
      return false;
    }
    Instant end = gateway.clock().instant().plus(gateway.buildWorkerLimit());
    while (!gateway.hasWorker().test(POOL)) {
      if (gateway.clock().instant().isAfter(end)) {
        return false;
      }
      gateway.onChange().run();
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private Optional<String> buildError(JsonNode body) {
    GatewayConfig config = gateway.config();
    String image = body.path("existing_image_uri").asString("");
    String base =
        config.text("imageService.runner.baseImageRegistry")
            + "/"
            + config.text("imageService.runner.baseImageName");
    if (!image.startsWith(base + ":") || !isRunner(base, image.substring(base.length() + 1))) {
      return Optional.of("image " + image + " not found (exit code 555)");
    }
    boolean hasCommands = !body.path("commands").isEmpty();
    if (!hasCommands || Json.intValue(config.tree(), "imageService.clipVersion", 1) != 2) {
      return Optional.empty();
    }
    return gateway
        .registry()
        .pushError(
            new ImageRegistry.Request(
                gateway.account(),
                gateway.region(),
                gateway.gatewayRole().orElse(""),
                config.text("imageService.buildRegistry"),
                config.text("imageService.buildRepositoryName")))
        .map(error -> "push failed: " + error);
  }

  /** What a mirror has is not known. */
  private static boolean isRunner(String repository, String tag) {
    return repository.equals("public.ecr.aws/n4e0e1y0/beta9-runner")
        ? PublicImageRegistry.hasRunner(tag)
        : RUNNER_TAG.matcher(tag).matches();
  }

  private static String imageId(JsonNode body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (body.path("existing_image_uri") + "\n" + body.path("commands"))
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void finish(OutputStream stream, String id) throws IOException {
    line(
        stream,
        Json.object().put("imageId", id).put("msg", "").put("done", true).put("success", true));
  }

  private static void finishFailed(OutputStream stream, String message) throws IOException {
    ObjectNode result =
        Json.object()
            .put("imageId", "")
            .put("msg", message)
            .put("done", true)
            .put("success", false);
    write(stream, result, message);
  }

  /** A failed build ends with an error of the stream. */
  private static void write(OutputStream stream, ObjectNode result, String message)
      throws IOException {
    if (!result.isEmpty()) {
      line(stream, result);
    }
    ObjectNode end = Json.object();
    end.putObject("error").put("code", 2).put("message", message);
    stream.write((end + "\n").getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }

  private static void line(OutputStream stream, ObjectNode result) throws IOException {
    ObjectNode line = Json.object();
    line.set("result", result);
    stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }
}
