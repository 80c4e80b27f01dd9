package io.beta9.provisioning.cloudsim.aws;

/** Implemented by services whose resources are servers that programs in a cluster connect to. */
public interface DataEndpoints {

  /** Returns whether a server of this service, in any account, is reachable at a host name. */
  boolean hasEndpoint(String host);
}
