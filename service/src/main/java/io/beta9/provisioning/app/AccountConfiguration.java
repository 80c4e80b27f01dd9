package io.beta9.provisioning.app;

import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.LegacyAccountRepository;
import io.beta9.provisioning.account.RoleProbe;
import io.beta9.provisioning.account.RoleVerification;
import io.beta9.provisioning.api.AccountResource;
import io.beta9.provisioning.api.AccountViews;
import io.beta9.provisioning.api.SharedAccountResource;
import io.beta9.provisioning.app.job.AccountVerificationJob;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cloud.aws.AccountPreflight;
import io.beta9.provisioning.intake.AccountRepositories;
import io.beta9.provisioning.intake.AccountRequests;
import io.beta9.provisioning.intake.AccountVerifier;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.settings.AwsSettings;
import io.beta9.provisioning.settings.EnvironmentSettings;
import io.beta9.provisioning.settings.account.AccountSettings;
import io.beta9.provisioning.timeline.EventRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans of registered accounts and of their verification. */
@Configuration(proxyBeanMethods = false)
@Import({AccountResource.class, SharedAccountResource.class})
class AccountConfiguration {

  @Bean
  AccountPreflight accountPreflight(AwsSessions sessions, Clock clock) {
    return new AccountPreflight(sessions, clock);
  }

  @Bean
  RoleProbe roleProbe(AwsSessions sessions, AwsSettings settings) {
    return sessions.roleProbe(AwsPartition.ofRegion(settings.region()));
  }

  @Bean
  AccountRepositories accountRepositories(
      JdbcClient jdbc, TransactionTemplate transactions, EventRepository events) {
    return new AccountRepositories(jdbc, transactions, events);
  }

  @Bean
  AccountVerifier accountVerifier(
      AccountRepositories repositories, RoleProbe probe, RandomGenerator random) {
    return new AccountVerifier(repositories, new RoleVerification(probe, random));
  }

  @Bean
  AccountRequests accountRequests(
      AccountRepositories repositories,
      AccountVerifier verifier,
      RoleProbe probe,
      AccountSettings settings,
      RandomGenerator random) {
    return new AccountRequests(repositories, verifier, probe, settings.allowOwnAccount(), random);
  }

  @Bean
  AccountViews accountViews(
      RoleProbe probe, AccountSettings settings, EnvironmentSettings environments) {
    return new AccountViews(
        probe,
        settings.trustedPrincipal(),
        environments.allowedRegions().stream().sorted().toList());
  }

  @Bean
  ClusterJob accountVerificationJob(
      JdbcClient jdbc, AccountVerifier verifier, AccountSettings settings, MeterRegistry meters) {
    return new ClusterJob(
        "account-verification",
        AccountVerificationJob.INTERVAL,
        new AccountVerificationJob(
                new AccountRepository(jdbc),
                new LegacyAccountRepository(jdbc),
                verifier,
                settings.accountVerificationInterval(),
                meters)
            ::run);
  }
}
