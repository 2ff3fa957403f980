"""What a process is made of: settings, pools, HTTP, auth, policies, scheduler, logs and metrics."""
