package io.beta9.provisioning.provider.domain;

import java.util.List;
import java.util.Optional;

/**
 * The certificate and the records of an environment's domain. All methods can be repeated, and
 * throw a {@link io.beta9.provisioning.failure.FailureException} if the provider rejects a call.
 */
public interface EnvironmentDomain {

  /**
   * Requests the certificate unless it exists, and creates the record of its validation if the
   * account has the domain's zone. A failed one is replaced.
   */
  CertificateStatusReport ensureCertificate();

  /** Returns the status of a certificate, and creates the record of its validation or renewal. */
  CertificateStatusReport status(String certificate);

  /** Returns the certificate that has been issued for the domain; empty if there is none. */
  Optional<String> issuedCertificate();

  /**
   * Makes the domain refer to a load balancer, if the account has the domain's zone.
   *
   * @param known whether the domain is known to be resolved as it was last made to
   * @param beforeChange called before the record is written; it is unknown from then on
   * @return the record does not exist if it has to be created outside of the account
   */
  RecordStatus pointTo(String loadBalancer, boolean known, Runnable beforeChange);

  /**
   * Returns whether all name servers answer according to a change; also if it is too old to be
   * known, or must not be read.
   */
  boolean isInSync(String change);

  /**
   * Deletes the certificates and records of domains that the environment no longer has.
   *
   * @return the ids of those that are still in use
   */
  List<String> removeObsolete();

  /** Deletes the record of a domain that the environment had, if this service has created it. */
  void removeRecord(String name);

  /**
   * Deletes all certificates and records that this service has created for the environment and its
   * present domain.
   *
   * @return the ids of those that are still in use
   */
  List<String> removeAll();
}
