package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.RunKind;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A state and its lock in the bucket, as Terraform's backend keeps them. */
final class RemoteState {
  /** The host of all workers of a test. */
  static final String HOST = "h";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final AwsSession session;
  private final StateBackend location;

  RemoteState(AwsSession session, StateBackend location) {
    this.session = session;
    this.location = location;
  }

  /** The state cannot be read, for the reason that Terraform gives. */
  static final class UnusableStateException extends RuntimeException {
    UnusableStateException(String message) {
      super(message);
    }
  }

  /** The content of a state. */
  static final class Content {
    long serial;
    String lineage = "";
    final Map<String, String> ids = new LinkedHashMap<>();

    /** The addresses of those that were not created completely. */
    final Set<String> tainted = new HashSet<>();

    Map<String, JsonNode> outputs = new LinkedHashMap<>();
  }

  /**
   * Reads the state as Terraform does.
   *
   * @throws UnusableStateException if it is not a state, or requires a provider that is not
   *     installed
   */
  Content read() {
    Content content = new Content();
    text()
        .map(RemoteState::parse)
        .ifPresent(
            json -> {
              content.serial = json.path("serial").asLong();
              content.lineage = json.path("lineage").asString();
              StateResources.parse(json.toString())
                  .resources()
                  .forEach(
                      resource -> {
                        content.ids.put(resource.address(), resource.id());
                        if (resource.tainted()) {
                          content.tainted.add(resource.address());
                        }
                      });
              json.path("outputs")
                  .properties()
                  .forEach(e -> content.outputs.put(e.getKey(), e.getValue().path("value")));
            });
    return content;
  }

  private static JsonNode parse(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new UnusableStateException(
          "Error refreshing state: 2 problems:\n\n- Unsupported state file format: The state file"
              + " could not be parsed as JSON: syntax error at byte offset 1.");
    }
    for (JsonNode resource : json.path("resources")) {
      String provider =
          resource.path("provider").asString().replaceFirst(".*provider\\[\"(.*)\"].*", "$1");
      if (!provider.equals("registry.terraform.io/hashicorp/aws")) {
        throw new UnusableStateException(
            "Missing required provider\n\nThis state requires provider "
                + provider
                + ", but that provider isn't available. You may be able to install it automatically"
                + " by running:\n  terraform init");
      }
    }
    return json;
  }

  Optional<String> text() {
    try {
      return Optional.of(
          session
              .s3()
              .getObjectAsBytes(r -> r.bucket(location.bucket()).key(location.key()))
              .asUtf8String());
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      return Optional.empty();
    }
  }

  void write(Content content, List<SmallStack.Resource> stack) {
    content.serial++;
    if (content.lineage.isEmpty()) {
      content.lineage = UUID.randomUUID().toString();
    }
    ObjectNode json = JSON.createObjectNode();
    json.put("version", 4).put("terraform_version", "1.11.4");
    json.put("serial", content.serial).put("lineage", content.lineage);
    ObjectNode outputs = json.putObject("outputs");
    content.outputs.forEach((name, value) -> outputs.putObject(name).set("value", value));
    ArrayNode resources = json.putArray("resources");
    for (SmallStack.Resource one : stack) {
      String id = content.ids.get(one.address());
      if (id != null) {
        ObjectNode resource = resources.addObject();
        resource.put("mode", "managed").put("type", one.type()).put("name", one.name());
        resource.put("provider", "provider[\"registry.terraform.io/hashicorp/aws\"]");
        ObjectNode instance = resource.putArray("instances").addObject();
        if (one.key() != null) {
          instance.put("index_key", one.key());
        }
        if (content.tainted.contains(one.address())) {
          instance.put("status", "tainted");
        }
        ObjectNode attributes = instance.putObject("attributes");
        one.attributes().forEach(attributes::put);
        attributes.put("id", id);
      }
    }
    withOneRetry(
        () ->
            session
                .s3()
                .putObject(
                    r -> r.bucket(location.bucket()).key(location.key()),
                    RequestBody.fromString(json.toString())));
  }

  /**
   * Locks the state.
   *
   * @return the lock of another owner; empty if this call has locked the state
   */
  Optional<String> lock(String id, RunKind kind) {
    ObjectNode lock = JSON.createObjectNode();
    lock.put("ID", id);
    lock.put("Operation", kind == RunKind.PLAN ? "OperationTypePlan" : "OperationTypeApply");
    lock.put("Info", "").put("Who", "root@" + HOST);
    lock.put("Version", "1.11.4").put("Created", Instant.now().toString());
    lock.put("Path", location.bucket() + "/" + location.key());
    try {
      session
          .s3()
          .putObject(
              r -> r.bucket(location.bucket()).key(location.lockFileKey()).ifNoneMatch("*"),
              RequestBody.fromString(lock.toString()));
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() != 412) {
        throw e;
      }
      return lockText();
    } catch (SdkClientException e) {
      return lockText().filter(other -> !other.contains(id));
    }
  }

  /** Repeats the call once, as Terraform's backend does. */
  private static void withOneRetry(Runnable call) {
    try {
      call.run();
    } catch (SdkClientException e) {
      call.run();
    }
  }

  Optional<String> lockText() {
    try {
      return Optional.of(
          session
              .s3()
              .getObjectAsBytes(r -> r.bucket(location.bucket()).key(location.lockFileKey()))
              .asUtf8String());
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      return Optional.empty();
    }
  }

  void unlock() {
    withOneRetry(
        () ->
            session
                .s3()
                .deleteObject(r -> r.bucket(location.bucket()).key(location.lockFileKey())));
  }
}
