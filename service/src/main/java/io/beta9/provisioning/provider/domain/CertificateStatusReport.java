package io.beta9.provisioning.provider.domain;

import java.util.Optional;

/**
 * A requested certificate.
 *
 * @param record the record by which the provider validates the domain; empty until it shows it
 * @param recordInZone whether the record is in a hosted zone of the account
 * @param reason why it failed, as the provider reports it; empty if it did not
 */
public record CertificateStatusReport(
    String arn, State state, Optional<DnsRecord> record, boolean recordInZone, String reason) {

  /** What is known about the issuance. */
  public enum State {
    PENDING,
    ISSUED,
    FAILED
  }

  public boolean isIssued() {
    return state == State.ISSUED;
  }

  /** Returns the record that has to be created outside of the account; empty if there is none. */
  public Optional<DnsRecord> missingRecord() {
    return recordInZone || isIssued() ? Optional.empty() : record;
  }
}
