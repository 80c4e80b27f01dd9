package io.beta9.provisioning.bench;

/** The program with which the start of other programs is compared. */
final class Hello {
  private Hello() {}

  public static void main(String[] args) {
    System.out.println("Hello");
  }
}
