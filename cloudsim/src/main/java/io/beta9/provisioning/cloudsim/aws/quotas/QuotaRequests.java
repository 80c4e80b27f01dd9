package io.beta9.provisioning.cloudsim.aws.quotas;

import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.TreeMap;
import software.amazon.awssdk.services.servicequotas.model.RequestedServiceQuotaChange;

/** The open requests for increases of one account and region, by quota code. */
final class QuotaRequests implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, RequestedServiceQuotaChange> open = new TreeMap<>();

  static QuotaRequests of(StateStore store, String account, String region) {
    return store.getOrCreate(QuotaRequests.class, account, region, QuotaRequests::new);
  }
}
