package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stores secrets in the customer's Secrets Manager, as JSON objects of strings. */
final class SecretsManagerStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AwsSession session;
  private final List<Tag> tags;
  private final Runnable beforeWriting;
  private final Map<String, Map<String, String>> cache = new ConcurrentHashMap<>();

  /**
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  SecretsManagerStore(AwsSession session, Map<String, String> tags, Runnable beforeWriting) {
    this.session = session;
    this.beforeWriting = beforeWriting;
    this.tags =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }

  /** Returns the secret; empty if it does not exist or is scheduled for deletion. */
  Optional<Map<String, String>> find(String name) {
    Map<String, String> cached = cache.get(name);
    if (cached != null) {
      return Optional.of(cached);
    }
    return calling(
        "Reading the secret " + name,
        () -> {
          try {
            return Optional.of(read(name));
          } catch (SecretsManagerException e) {
            if (hasCode(e, "ResourceNotFoundException", "InvalidRequestException")) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /**
   * Returns the secret, and creates it from {@code initial} if it does not exist. A secret that is
   * scheduled for deletion is restored with its old value: a database may have been created with
   * it.
   */
  Map<String, String> ensure(
      String name, String description, Supplier<Map<String, String>> initial) {
    return find(name)
        .orElseGet(
            () -> calling("Creating the secret " + name, () -> create(name, description, initial)));
  }

  /** Sets the secret's value; creates the secret if it does not exist. */
  void put(String name, String description, Map<String, String> value) {
    ensure(name, description, () -> value);
    if (!value.equals(cache.get(name))) {
      beforeWriting.run();
      calling(
          "Writing the secret " + name,
          () -> session.secrets().putSecretValue(r -> r.secretId(name).secretString(write(value))));
      cache.put(name, Map.copyOf(value));
    }
  }

  /**
   * Encrypts the secret with another key, if it exists.
   *
   * @param key the ARN of the key's alias
   */
  void changeKey(String name, String key) {
    calling(
        "Encrypting the secret " + name,
        () -> {
          try {
            String present = session.secrets().describeSecret(r -> r.secretId(name)).kmsKeyId();
            // Secrets Manager reports no key for its own one.
            if (!Objects.requireNonNullElse(present, managedKey()).equals(key)) {
              beforeWriting.run();
              session.secrets().updateSecret(r -> r.secretId(name).kmsKeyId(key));
            }
            return name;
          } catch (SecretsManagerException e) {
            if (hasCode(e, "ResourceNotFoundException")) {
              return name;
            }
            throw e;
          }
        });
  }

  /** Returns the key of a secret; empty if it does not exist or has the one that AWS manages. */
  Optional<String> keyOf(String name) {
    return calling(
        "Looking for the key of the secret " + name,
        () ->
            OptionalResource.emptyIfNotFound(
                    Set.of("ResourceNotFoundException"),
                    () -> session.secrets().describeSecret(r -> r.secretId(name)))
                .map(DescribeSecretResponse::kmsKeyId));
  }

  /** Returns the ARN of the alias of the key that AWS manages. */
  String managedKey() {
    return alias("aws/secretsmanager");
  }

  String alias(String name) {
    return session
        .partition()
        .arn("kms", session.region().id(), session.accountId(), "alias/" + name);
  }

  /** Deletes the secret without recovery window, if it exists. */
  void delete(String name) {
    beforeWriting.run();
    cache.remove(name);
    calling(
        "Deleting the secret " + name,
        () -> {
          try {
            return session
                .secrets()
                .deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true));
          } catch (SecretsManagerException e) {
            if (hasCode(e, "ResourceNotFoundException")) {
              return null;
            }
            throw e;
          }
        });
  }

  private Map<String, String> create(
      String name, String description, Supplier<Map<String, String>> initial) {
    Map<String, String> value = initial.get();
    beforeWriting.run();
    try {
      session
          .secrets()
          .createSecret(
              r -> r.name(name).description(description).secretString(write(value)).tags(tags));
      cache.put(name, Map.copyOf(value));
      return value;
    } catch (SecretsManagerException e) {
      if (hasCode(e, "InvalidRequestException")) { // It is scheduled for deletion.
        session.secrets().restoreSecret(r -> r.secretId(name));
        return read(name);
      }
      if (hasCode(e, "ResourceExistsException")) { // It was created concurrently.
        return read(name);
      }
      throw e;
    }
  }

  private Map<String, String> read(String name) {
    Map<String, String> value = new LinkedHashMap<>();
    String text = session.secrets().getSecretValue(r -> r.secretId(name)).secretString();
    for (Map.Entry<String, JsonNode> field : parse(name, text).properties()) {
      if (!field.getValue().isString()) {
        throw invalid(name, field.getKey());
      }
      value.put(field.getKey(), field.getValue().asString());
    }
    Map<String, String> fields = Map.copyOf(value);
    cache.put(name, fields);
    return fields;
  }

  /** The customer can change the secrets; null for a binary one. */
  private static JsonNode parse(String name, @Nullable String text) {
    try {
      JsonNode json = text == null ? null : JSON.readTree(text);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // Not as the cause: its message contains a part of the secret.
    }
    throw invalid(name, null);
  }

  /**
   * Returns the failure of a secret that is not usable.
   *
   * @param field the missing field; null if it has no fields
   */
  static FailureException invalid(String name, @Nullable String field) {
    return new FailureException(
        Failure.of(FailureCode.SECRET_INVALID, "Reading the secrets")
            .with(FailureParameter.SECRET, name)
            .with(FailureParameter.EXPECTED, field));
  }

  private static String write(Map<String, String> value) {
    return JSON.writeValueAsString(value);
  }
}
