package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** The secrets of one account and region, by name. */
final class SecretsState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, SecretEntry> secrets = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static SecretsState of(StateStore store, String account, String region) {
    return store.getOrCreate(SecretsState.class, account, region, SecretsState::new);
  }

  static final class SecretEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final String arn;
    final Instant createdDate;
    @Nullable String description;
    @Nullable String kmsKeyId;
    @Nullable String policy;
    Instant lastChangedDate;
    @Nullable Instant deletedDate;
    @Nullable Instant purgeAt;
    final LinkedHashMap<String, Version> versions = new LinkedHashMap<>();

    SecretEntry(String name, String arn, Instant createdDate) {
      this.name = name;
      this.arn = arn;
      this.createdDate = createdDate;
      this.lastChangedDate = createdDate;
    }

    /** Returns the stages of each version that has at least one. */
    Map<String, List<String>> stages() {
      Map<String, List<String>> stages = new LinkedHashMap<>();
      versions.forEach(
          (id, version) -> {
            if (!version.stages.isEmpty()) {
              stages.put(id, List.copyOf(version.stages));
            }
          });
      return stages;
    }
  }

  static final class Version implements Serializable {
    private static final long serialVersionUID = 1L;

    final String id;
    final @Nullable String text;
    final @Nullable SdkBytes binary;
    final Instant createdDate;
    final TreeSet<String> stages = new TreeSet<>();

    Version(String id, @Nullable String text, @Nullable SdkBytes binary, Instant createdDate) {
      this.id = id;
      this.text = text;
      this.binary = binary;
      this.createdDate = createdDate;
    }

    boolean sameAs(@Nullable String otherText, @Nullable SdkBytes otherBinary) {
      return Objects.equals(text, otherText) && Objects.equals(binary, otherBinary);
    }
  }
}
