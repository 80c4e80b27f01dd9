package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.session.ActiveSession;
import io.beta9.provisioning.access.session.Member;
import io.beta9.provisioning.access.session.MemberRepository;
import java.util.List;
import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests about the members and sessions of the tenant that the caller acts for. Each change and
 * its audit entry are one transaction.
 */
public final class SessionRequests {
  private final TransactionTemplate transactions;
  private final MemberRepository members;
  private final AuditRepository audit;

  public SessionRequests(
      TransactionTemplate transactions, MemberRepository members, AuditRepository audit) {
    this.transactions = transactions;
    this.members = members;
    this.audit = audit;
  }

  /** Returns the people who have signed in at the identity provider, those seen last first. */
  public List<Member> members(Caller caller) {
    return members.members(caller.tenant());
  }

  /** Returns the sessions that have not ended, those used last first. */
  public List<ActiveSession> sessions(Caller caller) {
    return members.sessions(caller.tenant());
  }

  /** Ends a session; returns whether the tenant has one with this id. */
  public boolean end(Caller caller, String session) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              if (!members.end(caller.tenant(), session)) {
                return false;
              }
              audit.recordDone(caller, new AuditAction("sessions.end", null, null, session));
              return true;
            }));
  }

  /** Ends all sessions of a user in the tenant, and returns their number. */
  public int endAll(Caller caller, String user) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              int ended = members.endAll(caller.tenant(), user);
              if (ended > 0) {
                audit.recordDone(
                    caller,
                    new AuditAction(
                        "sessions.end-all", null, null, user + ", " + ended + " sessions"));
              }
              return ended;
            }));
  }
}
