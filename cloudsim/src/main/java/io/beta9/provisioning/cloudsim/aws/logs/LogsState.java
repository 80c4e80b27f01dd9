package io.beta9.provisioning.cloudsim.aws.logs;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** The log groups of one account and region. */
final class LogsState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, LogGroup> groups = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static LogsState of(StateStore store, String account, String region) {
    return store.getOrCreate(LogsState.class, account, region, LogsState::new);
  }
}
