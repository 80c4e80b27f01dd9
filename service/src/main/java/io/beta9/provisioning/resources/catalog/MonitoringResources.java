package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.resources.lookup.NetworkFinder;
import java.util.List;
import java.util.Set;

/** The flow log of the VPC; it refers to a log group and a role. */
final class MonitoringResources {
  private MonitoringResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_flow_log")
            .removalInterruptsNothing()
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::flowLog)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "vpc-flow-log",
                    (ec2, id) -> !ec2.describeFlowLogs(r -> r.flowLogIds(id)).flowLogs().isEmpty()))
            .neverDuplicated()
            .build());
  }
}
