package io.beta9.provisioning.api;

/** There is no such worker, or it has stopped. */
public final class UnknownWorkerException extends RuntimeException {
  UnknownWorkerException(String id) {
    super("there is no worker '" + id + "' that could be told so");
  }
}
