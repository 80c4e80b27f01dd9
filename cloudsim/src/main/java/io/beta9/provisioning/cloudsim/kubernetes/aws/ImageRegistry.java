package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.Optional;

/** The container registry of an account, as seen by a program in a cluster. */
@FunctionalInterface
public interface ImageRegistry {
  ImageRegistry UNRESTRICTED = request -> Optional.empty();

  /** A role that pushes an image to a repository. */
  record Request(
      String account, String region, String roleArn, String registry, String repository) {}

  /** Returns why the role cannot push images, or empty if it can. */
  Optional<String> pushError(Request request);
}
