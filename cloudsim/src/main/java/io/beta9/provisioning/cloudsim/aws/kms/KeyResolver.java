package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.kms.KmsState.KeyEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/** Finds keys by id, ARN, alias or alias ARN. */
public final class KeyResolver {
  private final StateStore store;

  public KeyResolver(StateStore store) {
    this.store = store;
  }

  /**
   * Returns the ARN of an enabled key.
   *
   * @throws AwsErrorException if the key does not exist or is not enabled
   */
  public String enabledKeyArn(String name, Call call) {
    KeyMetadata key = find(name, call).metadata;
    if (key.keyState() != KeyState.ENABLED) {
      throw KmsErrors.invalidState(key);
    }
    return key.arn();
  }

  /** Returns the ARN of an existing key, whatever its state. */
  Optional<String> keyArn(String name, Call call) {
    try {
      return Optional.of(find(name, call).metadata.arn());
    } catch (AwsErrorException e) {
      return Optional.empty(); // Reported by the operation itself.
    }
  }

  KeyEntry find(@Nullable String name, Call call) {
    if (name == null || name.isEmpty()) {
      throw KmsErrors.invalid("KeyId must not be empty");
    }
    KmsState state = state(name, call);
    String local = name.startsWith("arn:") ? name.substring(name.lastIndexOf(':') + 1) : name;
    String id = local;
    if (local.startsWith("alias/")) {
      AliasListEntry alias = state.aliases.get(local);
      if (alias == null) {
        throw KmsErrors.notFound("Alias " + call.arn("kms", local) + " is not found.");
      }
      id = alias.targetKeyId();
    } else if (local.startsWith("key/")) {
      id = local.substring("key/".length());
    }
    KeyEntry entry = state.keys.get(id);
    if (entry == null || isDeleted(entry, call)) {
      throw KmsErrors.notFound("Key '" + call.arn("kms", "key/" + id) + "' does not exist");
    }
    return entry;
  }

  /** Returns the state that contains the key: the one of its ARN, or else the caller's. */
  private KmsState state(String name, Call call) {
    String[] arn = name.split(":", 6);
    return arn.length == 6
        ? KmsState.of(store, arn[4], arn[3])
        : KmsState.of(store, call.account(), call.region());
  }

  static boolean isDeleted(KeyEntry entry, Call call) {
    Instant deletion = entry.metadata.deletionDate();
    return deletion != null && !call.now().isBefore(deletion);
  }
}
