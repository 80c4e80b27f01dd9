package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.kms.KmsState.KeyEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/** Finds keys by what callers name them: id, ARN, alias or alias ARN. */
public final class KeyRing {
  private final Store store;

  public KeyRing(Store store) {
    this.store = store;
  }

  /**
   * The ARN of a key that can be used.
   *
   * @throws AwsFault where there is no such key, or it is about to be deleted
   */
  public String usableKey(String name, Call call) {
    KeyMetadata key = find(name, call).metadata;
    if (key.keyState() != KeyState.ENABLED) {
      throw KmsFaults.invalidState(key);
    }
    return key.arn();
  }

  KeyEntry find(@Nullable String name, Call call) {
    if (name == null || name.isEmpty()) {
      throw KmsFaults.invalid("KeyId must not be empty");
    }
    KmsState state = state(name, call);
    String local = name.startsWith("arn:") ? name.substring(name.lastIndexOf(':') + 1) : name;
    String id = local;
    if (local.startsWith("alias/")) {
      AliasListEntry alias = state.aliases.get(local);
      if (alias == null) {
        throw KmsFaults.notFound("Alias " + call.arn("kms", local) + " is not found.");
      }
      id = alias.targetKeyId();
    } else if (local.startsWith("key/")) {
      id = local.substring("key/".length());
    }
    KeyEntry entry = state.keys.get(id);
    if (entry == null || isGone(entry, call)) {
      throw KmsFaults.notFound("Key '" + call.arn("kms", "key/" + id) + "' does not exist");
    }
    return entry;
  }

  /** A key in another region or account is looked for where its ARN says. */
  private KmsState state(String name, Call call) {
    String[] arn = name.split(":", 6);
    return arn.length == 6
        ? KmsState.of(store, arn[4], arn[3])
        : KmsState.of(store, call.account(), call.region());
  }

  static boolean isGone(KeyEntry entry, Call call) {
    Instant deletion = entry.metadata.deletionDate();
    return deletion != null && !call.now().isBefore(deletion);
  }
}
