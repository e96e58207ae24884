"""The certificate of the servers of TLS, which signs itself and is made once for each build."""

import subprocess


def options(folder):
    """What a server is told. The files are in this folder."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not (certificate.exists() and key.exists()):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-keyout", key,
                        "-out", certificate, "-subj", "/CN=localhost"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (f"--certificate={certificate}", f"--key={key}")
