package io.beta9.provisioning.cloudsim.aws;

/** A service whose resources are servers that programs in a cluster talk to, by host name. */
public interface DataEndpoints {

  /** Whether a server of this service answers at a host name, whosever it is. */
  boolean hasEndpoint(String host);
}
