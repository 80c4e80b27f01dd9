package io.beta9.provisioning.devstack.stack;

import java.time.Duration;

/**
 * A Terraform process that continues after its worker has stopped.
 *
 * @param kind {@code apply} or {@code destroy}
 * @param environmentName the name of the environment
 * @param age time since its start
 */
public record RunningTerraform(String kind, String environmentName, long pid, Duration age) {}
