package io.beta9.provisioning.cloudsim.aws.elasticache;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.elasticache.model.LogDeliveryConfiguration;
import software.amazon.awssdk.services.elasticache.model.LogDeliveryConfigurationRequest;
import software.amazon.awssdk.services.elasticache.model.LogDeliveryConfigurationStatus;

/** Log delivery configurations of replication groups. */
final class LogDeliveries {
  private LogDeliveries() {}

  static List<LogDeliveryConfiguration> active(List<LogDeliveryConfigurationRequest> requested) {
    return requested.stream()
        .filter(it -> !Boolean.FALSE.equals(it.enabled()))
        .map(
            it ->
                LogDeliveryConfiguration.builder()
                    .logType(it.logType())
                    .destinationType(it.destinationType())
                    .destinationDetails(it.destinationDetails())
                    .logFormat(it.logFormat())
                    .status(LogDeliveryConfigurationStatus.ACTIVE)
                    .build())
        .toList();
  }

  /** Returns the configurations after a request that replaces or removes some of them. */
  static List<LogDeliveryConfiguration> merge(
      List<LogDeliveryConfiguration> before, List<LogDeliveryConfigurationRequest> requested) {
    List<LogDeliveryConfiguration> after = new ArrayList<>(before);
    requested.forEach(it -> after.removeIf(old -> old.logType() == it.logType()));
    after.addAll(active(requested));
    return after;
  }
}
