package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.model.Repository;

/** The repositories of one account and region. */
final class EcrState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, RepositoryEntry> repositories = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static EcrState of(StateStore store, String account, String region) {
    return store.getOrCreate(EcrState.class, account, region, EcrState::new);
  }

  static final class RepositoryEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    Repository repository;
    @Nullable String lifecyclePolicy;
    @Nullable String policy;

    /** Digests by tag. */
    final TreeMap<String, String> images = new TreeMap<>();

    RepositoryEntry(Repository repository) {
      this.repository = repository;
    }
  }
}
