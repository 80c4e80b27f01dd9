package io.beta9.provisioning.failure;

/** What a failure is about. */
public sealed interface FailureSubject permits ResourceAddress, FailureSubject.Named {

  /** Returns the name or address as users know it. */
  String value();

  /** Anything that is not a resource of the Terraform configuration: an environment, a file. */
  record Named(String value) implements FailureSubject {
    @Override
    public String toString() {
      return value;
    }
  }
}
