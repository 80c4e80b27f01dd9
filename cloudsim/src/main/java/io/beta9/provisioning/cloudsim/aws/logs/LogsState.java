package io.beta9.provisioning.cloudsim.aws.logs;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import java.io.Serializable;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** The log groups of one account and region. */
final class LogsState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, LogGroup> groups = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static LogsState of(Store store, String account, String region) {
    return store.of(LogsState.class, account, region, LogsState::new);
  }
}
