package io.beta9.provisioning.connection;

import io.beta9.provisioning.environment.EnvironmentId;

/** Connections of an environment named {@code demo}, for tests of other packages. */
public final class ConnectionSamples {
  private ConnectionSamples() {}

  public static Beta9Connection withoutCertificate() {
    return new Beta9Connection(
        new EnvironmentId("env_4f1a2b3c4d5e"),
        "demo",
        "us-east-1",
        new GatewayAddress("a1-b2.elb.us-east-1.amazonaws.com", false),
        "a1-b2.elb.us-east-1.amazonaws.com",
        null,
        false,
        "10.0.0.0/16",
        "ws-1",
        true);
  }
}
