package io.beta9.provisioning.cloudsim.aws.rds;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

/**
 * The validated placement of a DB instance.
 *
 * @param secondZone the zone of the standby; null without a standby
 * @param subnets the subnets in which the instance has an interface
 * @param key the ARN of the KMS key, used only if encryption is requested
 */
record DbInstancePlacement(
    DBSubnetGroup subnetGroup,
    String zone,
    @Nullable String secondZone,
    List<String> subnets,
    List<String> securityGroups,
    String parameterGroup,
    String key) {}
