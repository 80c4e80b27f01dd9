package io.beta9.provisioning.api;

/** No running worker has this id. */
public final class UnknownWorkerException extends RuntimeException {
  UnknownWorkerException(String id) {
    super("there is no worker '" + id + "' that is running");
  }
}
