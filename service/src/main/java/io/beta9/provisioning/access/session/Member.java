package io.beta9.provisioning.access.session;

import java.time.Instant;
import java.util.List;

/**
 * A person who has signed in at the identity provider.
 *
 * @param subject identifies the person at the issuer, and in the audit trail
 * @param roles the codes of the roles at the last sign-in
 * @param lastSeenAt the last sign-in, or the last request of a session that has not ended
 * @param sessions number of sessions that have not ended
 */
public record Member(
    String subject,
    String name,
    List<String> roles,
    Instant firstSeenAt,
    Instant lastSeenAt,
    int sessions) {
  public Member {
    roles = List.copyOf(roles);
  }
}
