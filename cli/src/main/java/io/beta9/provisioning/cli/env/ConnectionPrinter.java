package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.ConnectionView;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints for people how to connect to Beta9. */
final class ConnectionPrinter {
  private static final int LABEL_WIDTH = 12;

  private final PrintStream out;

  ConnectionPrinter(PrintStream out) {
    this.out = out;
  }

  void print(ConnectionView connection) {
    boolean internet = connection.reachableFrom().equals("internet");
    out.println(
        connection.name()
            + (internet
                ? " is reachable from the internet."
                : " is reachable only from inside its VPC, because it has no certificate."));
    out.println();
    ConnectionView.Grpc grpc = connection.grpc();
    line("gRPC", grpc.host() + ":" + grpc.port() + (grpc.tls() ? " (TLS)" : ""));
    line("HTTP", connection.httpUrl());
    line("workspace", connection.workspaceId());
    ConnectionView.Token token = connection.token();
    line("token", "secret " + token.secretName() + " in " + token.region());
    ConnectionView.Token administrator = connection.administratorToken();
    if (administrator != null && !administrator.secretName().equals(token.secretName())) {
      line("", "for administration only: secret " + administrator.secretName());
    }
    ConnectionView.DnsRecord dns = connection.dnsRecord();
    if (dns != null) {
      line("DNS", dns.name() + " " + dns.type() + " " + dns.value());
    }
    out.println();
    steps(connection.steps());
    for (ConnectionView.Alternative alternative : connection.alternatives()) {
      out.println();
      out.println(alternative.description() + ":");
      steps(alternative.steps());
    }
  }

  private void steps(List<ConnectionView.Step> steps) {
    int number = 1;
    for (ConnectionView.Step step : steps) {
      out.println(number++ + ". " + step.description());
      step.commands().forEach(command -> out.println("     " + command));
    }
  }

  private void line(String label, @Nullable String text) {
    if (text != null) {
      out.println(label + " ".repeat(LABEL_WIDTH - label.length()) + text);
    }
  }
}
