package io.beta9.provisioning.cloudsim.aws.rds;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

/**
 * Where a database is put and what it refers to, all of it checked.
 *
 * @param secondZone the standby's zone; null without one
 * @param subnets the subnets in which it has an interface
 * @param key the ARN of the key that encrypts it, used only where encryption is asked for
 */
record DbInstancePlacement(
    DBSubnetGroup subnetGroup,
    String zone,
    @Nullable String secondZone,
    List<String> subnets,
    List<String> securityGroups,
    String parameterGroup,
    String key) {}
