package io.beta9.provisioning;

/** The one entry point: the first argument says which face of the product to show. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(args.length == 0 ? 2 : 0);
  }
}
