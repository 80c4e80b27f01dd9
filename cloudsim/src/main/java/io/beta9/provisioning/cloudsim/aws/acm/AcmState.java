package io.beta9.provisioning.cloudsim.aws.acm;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.CertificateDetail;

/** The certificates of one account and region. */
final class AcmState implements Serializable {
  private static final long serialVersionUID = 1L;

  final LinkedHashMap<String, Entry> certificates = new LinkedHashMap<>();
  final ResourceTags tags = new ResourceTags();

  static AcmState of(StateStore store, String account, String region) {
    return store.getOrCreate(AcmState.class, account, region, AcmState::new);
  }

  /** A certificate with the token of its request. */
  static final class Entry implements Serializable {
    private static final long serialVersionUID = 1L;

    final @Nullable String token;
    CertificateDetail detail;

    /** The names of the validation records and their values, in the order of the domains. */
    final TreeMap<String, String> validation;

    Entry(@Nullable String token, CertificateDetail detail, TreeMap<String, String> validation) {
      this.token = token;
      this.detail = detail;
      this.validation = validation;
    }
  }
}
