package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The configuration of a gateway, read from the Secret or ConfigMap that is mounted at the path in
 * its environment variable {@code CONFIG_PATH}.
 */
record GatewayConfig(JsonNode tree) {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  // The gateway builds its connection string without quoting.
  private static final Pattern ALPHANUMERIC = Pattern.compile("[A-Za-z0-9]+");

  /** The configuration file is missing or not YAML. The gateway exits with this message. */
  static final class UnreadableException extends Exception {
    UnreadableException(String message) {
      super(message);
    }
  }

  static GatewayConfig fromPod(ObjectStore store, ObjectNode pod) throws UnreadableException {
    JsonNode container = gatewayContainer(pod);
    String path =
        Json.items(container, "env").stream()
            .filter(variable -> variable.path("name").asString("").equals("CONFIG_PATH"))
            .map(variable -> variable.path("value").asString(""))
            .findFirst()
            .orElseThrow(() -> new UnreadableException("CONFIG_PATH is not set"));
    if (!path.endsWith(".yaml") && !path.endsWith(".yml") && !path.endsWith(".json")) {
      throw new UnreadableException("CONFIG_PATH " + path + " has an unknown extension");
    }
    String text =
        readMountedFile(store, pod, container, path)
            .orElseThrow(
                () -> new UnreadableException("open " + path + ": no such file or directory"));
    try {
      return new GatewayConfig(YAML.readTree(text));
    } catch (JacksonException e) {
      throw new UnreadableException(path + " is not YAML: " + e.getOriginalMessage());
    }
  }

  /**
   * Returns the marker of a database reset that the pod's init container performs, or empty if it
   * performs none.
   */
  static Optional<String> resetMarker(JsonNode pod) {
    return Json.items(pod, "spec.initContainers").stream()
        .flatMap(container -> Json.items(container, "env").stream())
        .filter(variable -> variable.path("name").asString("").equals("RESET_MARKER"))
        .map(variable -> variable.path("value").asString(""))
        .findFirst();
  }

  /** Returns whether a pod has a container with the gateway's image. */
  static boolean isGateway(JsonNode pod) {
    return Json.items(pod, "spec.containers").stream().anyMatch(GatewayConfig::hasGatewayImage);
  }

  /**
   * Returns whether the container's command runs the gateway; the image's default command does not.
   */
  static boolean runsGateway(JsonNode pod) {
    List<JsonNode> command = new ArrayList<>(Json.items(gatewayContainer(pod), "command"));
    command.addAll(Json.items(gatewayContainer(pod), "args"));
    return command.stream()
        .anyMatch(argument -> argument.asString("").contains("/usr/local/bin/gateway"));
  }

  private static JsonNode gatewayContainer(JsonNode pod) {
    return Json.items(pod, "spec.containers").stream()
        .filter(GatewayConfig::hasGatewayImage)
        .findFirst()
        .orElseGet(Json::object);
  }

  private static boolean hasGatewayImage(JsonNode container) {
    String image = container.path("image").asString("");
    return image.substring(image.lastIndexOf('/') + 1).startsWith("beta9-gateway");
  }

  private static Optional<String> readMountedFile(
      ObjectStore store, ObjectNode pod, JsonNode container, String path) {
    for (JsonNode mount : Json.items(container, "volumeMounts")) {
      String mountPath = mount.path("mountPath").asString("");
      String subPath = mount.path("subPath").asString("");
      Optional<String> file =
          mountPath.equals(path) && !subPath.isEmpty()
              ? Optional.of(subPath)
              : path.startsWith(mountPath.endsWith("/") ? mountPath : mountPath + "/")
                  ? Optional.of(path.substring(mountPath.length()).replaceFirst("^/", ""))
                  : Optional.empty();
      if (file.isPresent()) {
        for (JsonNode volume : Json.items(pod, "spec.volumes")) {
          if (volume.path("name").equals(mount.path("name"))) {
            return readVolumeFile(store, ObjectMeta.namespace(pod), volume, file.get());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> readVolumeFile(
      ObjectStore store, String namespace, JsonNode volume, String file) {
    JsonNode secret = volume.path("secret");
    if (secret.isObject()) {
      return store
          .find(Kinds.SECRET, namespace, secret.path("secretName").asString(""))
          .map(found -> found.path("data").path(sourceKey(secret, file)))
          .filter(JsonNode::isString)
          .map(
              data ->
                  new String(
                      Base64.getMimeDecoder().decode(data.stringValue()), StandardCharsets.UTF_8));
    }
    JsonNode configMap = volume.path("configMap");
    return store
        .find(Kinds.CONFIG_MAP, namespace, configMap.path("name").asString(""))
        .map(found -> found.path("data").path(sourceKey(configMap, file)))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue);
  }

  /** Returns the key that a file is read from; {@code items} can map keys to other file names. */
  private static String sourceKey(JsonNode source, String file) {
    return Json.items(source, "items").stream()
        .filter(item -> item.path("path").asString("").equals(file))
        .map(item -> item.path("key").asString(""))
        .findFirst()
        .orElse(file);
  }

  String text(String path) {
    return Json.text(tree, path);
  }

  String databaseHost() {
    return text("database.postgres.host");
  }

  String redisHost() {
    String address =
        Json.items(tree, "database.redis.addrs").stream()
            .map(node -> node.asString(""))
            .findFirst()
            .orElse("");
    return address.replaceFirst(":\\d+$", "");
  }

  /** Returns the errors in the configuration; each message starts with the key that it concerns. */
  List<String> validationErrors() {
    List<String> errors = new ArrayList<>();
    for (String key :
        List.of(
            "database.postgres.host",
            "database.postgres.port",
            "database.postgres.username",
            "database.postgres.password",
            "database.postgres.name",
            "storage.mode",
            "storage.fsName",
            "gateway.host",
            "worker.namespace")) {
      if (text(key).isBlank()) {
        errors.add(key + " is not set");
      }
    }
    if (!ALPHANUMERIC.matcher(text("database.postgres.password")).matches()) {
      errors.add("database.postgres.password must consist of letters and digits");
    }
    if (!isEncryptionKey(text("database.postgres.encryptionKey"))) {
      errors.add("database.postgres.encryptionKey must be sk_ followed by 32 bytes in base64");
    }
    if (!Json.at(tree, "database.postgres.enableTLS").asBoolean(false)) {
      errors.add("database.postgres.enableTLS must be true: the server requires TLS");
    }
    if (redisHost().isBlank()) {
      errors.add("database.redis.addrs is not set");
    }
    if (!text("database.redis.mode").equals("single")) {
      errors.add("database.redis.mode must be single");
    }
    if (!text("database.redis.password").isBlank()
        && !Json.at(tree, "database.redis.enableTLS").asBoolean(false)) {
      errors.add("database.redis.enableTLS must be true: a server with an auth token requires TLS");
    }
    if (text("storage.mode").equals("juicefs")) {
      if (!text("storage.juicefs.redisURI").matches("rediss?://.+")) {
        errors.add("storage.juicefs.redisURI is not set");
      }
      if (!text("storage.juicefs.awsS3Bucket").startsWith("https://")) {
        errors.add("storage.juicefs.awsS3Bucket is not set");
      }
    }
    return errors;
  }

  private static boolean isEncryptionKey(String key) {
    if (!key.startsWith("sk_")) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key.substring(3)).length == 32;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
