package io.beta9.provisioning.cloudsim.aws;

import java.util.Optional;

/** Implemented by the service that owns the encryption keys. */
public interface KeyDirectory {

  /** Returns the ARN of the key with this id, ARN or alias, if it exists. */
  Optional<String> keyArn(String name, Call call);
}
