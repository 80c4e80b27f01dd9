package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/** The keys and aliases of one account and region. */
final class KmsState implements Serializable {
  private static final long serialVersionUID = 1L;

  final LinkedHashMap<String, KeyEntry> keys = new LinkedHashMap<>();
  final TreeMap<String, AliasListEntry> aliases = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static KmsState of(StateStore store, String account, String region) {
    return store.getOrCreate(KmsState.class, account, region, KmsState::new);
  }

  static final class KeyEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    KeyMetadata metadata;
    String policy;
    @Nullable Integer rotationDays;
    @Nullable Instant rotationEnabledAt;

    KeyEntry(KeyMetadata metadata, String policy) {
      this.metadata = metadata;
      this.policy = policy;
    }
  }
}
