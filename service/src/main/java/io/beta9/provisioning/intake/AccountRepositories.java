package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.account.AccountGrantRepository;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.LegacyAccountRepository;
import io.beta9.provisioning.timeline.EventRepository;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The repositories that requests about accounts write to, all in one database. */
public final class AccountRepositories {
  final TransactionTemplate transactions;
  final AccountRepository accounts;
  final AccountGrantRepository grants;
  final LegacyAccountRepository legacy;
  final EventRepository events;
  final AuditRepository audit;

  public AccountRepositories(
      JdbcClient jdbc, TransactionTemplate transactions, EventRepository events) {
    this.transactions = transactions;
    this.accounts = new AccountRepository(jdbc);
    this.grants = new AccountGrantRepository(jdbc);
    this.legacy = new LegacyAccountRepository(jdbc);
    this.events = events;
    this.audit = new AuditRepository(jdbc);
  }
}
