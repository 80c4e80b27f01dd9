package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The customer's Secrets Manager: JSON objects of strings under names. */
final class SecretsManagerStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AwsSession session;
  private final List<Tag> tags;
  private final Runnable beforeWriting;
  private final Map<String, Map<String, String>> seen = new ConcurrentHashMap<>();

  /**
   * @param beforeWriting throws where the caller has lost its right to write
   */
  SecretsManagerStore(AwsSession session, Map<String, String> tags, Runnable beforeWriting) {
    this.session = session;
    this.beforeWriting = beforeWriting;
    this.tags =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }

  /** The secret, if it is there and not about to be deleted. */
  Optional<Map<String, String>> find(String name) {
    Map<String, String> known = seen.get(name);
    if (known != null) {
      return Optional.of(known);
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
   * The secret as it is; where there is none, one that is made from {@code fresh}. A secret that
   * waits for its deletion is taken back, with its old value: a database may have been made with
   * it.
   */
  Map<String, String> ensure(String name, String description, Supplier<Map<String, String>> fresh) {
    return find(name)
        .orElseGet(
            () -> calling("Making the secret " + name, () -> create(name, description, fresh)));
  }

  /** Makes this the secret's value. */
  void put(String name, String description, Map<String, String> value) {
    ensure(name, description, () -> value);
    if (!value.equals(seen.get(name))) {
      beforeWriting.run();
      calling(
          "Writing the secret " + name,
          () -> session.secrets().putSecretValue(r -> r.secretId(name).secretString(write(value))));
      seen.put(name, Map.copyOf(value));
    }
  }

  /** Deletes the secret for good; that there is none is fine. */
  void delete(String name) {
    beforeWriting.run();
    seen.remove(name);
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
      String name, String description, Supplier<Map<String, String>> fresh) {
    Map<String, String> value = fresh.get();
    beforeWriting.run();
    try {
      session
          .secrets()
          .createSecret(
              r -> r.name(name).description(description).secretString(write(value)).tags(tags));
      seen.put(name, Map.copyOf(value));
      return value;
    } catch (SecretsManagerException e) {
      if (hasCode(e, "InvalidRequestException")) { // scheduled for deletion
        session.secrets().restoreSecret(r -> r.secretId(name));
        return read(name);
      }
      if (hasCode(e, "ResourceExistsException")) { // another was quicker
        return read(name);
      }
      throw e;
    }
  }

  private Map<String, String> read(String name) {
    Map<String, String> value = new LinkedHashMap<>();
    String text = session.secrets().getSecretValue(r -> r.secretId(name)).secretString();
    for (Map.Entry<String, JsonNode> field : JSON.readTree(text).properties()) {
      value.put(field.getKey(), field.getValue().asString());
    }
    Map<String, String> complete = Map.copyOf(value);
    seen.put(name, complete);
    return complete;
  }

  private static String write(Map<String, String> value) {
    return JSON.writeValueAsString(value);
  }
}
